/// What a model needs of the positions it has seen, as ports; caches implement them.
@NullMarked
package dev.yoco4j.model.past;

import org.jspecify.annotations.NullMarked;
