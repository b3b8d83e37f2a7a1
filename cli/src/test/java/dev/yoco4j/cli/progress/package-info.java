/// Tests of the displays.
@NullMarked
package dev.yoco4j.cli.progress;

import org.jspecify.annotations.NullMarked;
