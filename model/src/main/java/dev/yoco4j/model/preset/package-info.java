/// Complete configurations by name.
@NullMarked
package dev.yoco4j.model.preset;

import org.jspecify.annotations.NullMarked;
