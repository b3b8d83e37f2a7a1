/// The command line as its users see it.
@NullMarked
package dev.yoco4j.cli;

import org.jspecify.annotations.NullMarked;
