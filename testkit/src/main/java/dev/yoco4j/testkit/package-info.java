/// What the tests of all modules share: seeded tensors, one table of tolerances.
@NullMarked
package dev.yoco4j.testkit;

import org.jspecify.annotations.NullMarked;
