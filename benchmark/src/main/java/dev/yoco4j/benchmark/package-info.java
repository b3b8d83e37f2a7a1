/// Measures speed against what the machine can do, in the same run.
@NullMarked
package dev.yoco4j.benchmark;

import org.jspecify.annotations.NullMarked;
