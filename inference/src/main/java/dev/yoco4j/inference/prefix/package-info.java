/// Reuse of what sequences have in common: snapshots of their pasts, found by tokens.
@NullMarked
package dev.yoco4j.inference.prefix;

import org.jspecify.annotations.NullMarked;
