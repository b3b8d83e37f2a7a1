/// What forms allow, and what they make of random tokens.
@NullMarked
package dev.yoco4j.inference.constraint;

import org.jspecify.annotations.NullMarked;
