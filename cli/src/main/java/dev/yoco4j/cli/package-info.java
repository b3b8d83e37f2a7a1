/// The command line, the only place that wires the modules together.
@NullMarked
package dev.yoco4j.cli;

import org.jspecify.annotations.NullMarked;
