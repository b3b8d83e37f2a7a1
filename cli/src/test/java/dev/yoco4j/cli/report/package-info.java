/// Tests of pictures, tables and the page.
@NullMarked
package dev.yoco4j.cli.report;

import org.jspecify.annotations.NullMarked;
