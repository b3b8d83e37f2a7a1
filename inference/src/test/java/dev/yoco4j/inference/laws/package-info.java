/// What every model owes, whatever its kind: one class per law.
@NullMarked
package dev.yoco4j.inference.laws;

import org.jspecify.annotations.NullMarked;
