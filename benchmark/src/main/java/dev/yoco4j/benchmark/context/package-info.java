/// What saving and restoring a context takes, beside the bus that it crosses.
@NullMarked
package dev.yoco4j.benchmark.context;

import org.jspecify.annotations.NullMarked;
