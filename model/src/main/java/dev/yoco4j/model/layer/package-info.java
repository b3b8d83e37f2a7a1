/// Building blocks of every model here: projections, norms, feed-forward, rotary positions,
/// attention.
@NullMarked
package dev.yoco4j.model.layer;

import org.jspecify.annotations.NullMarked;
