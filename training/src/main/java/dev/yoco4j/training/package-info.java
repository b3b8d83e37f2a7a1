/// Training: from text files to a model that can be loaded.
@NullMarked
package dev.yoco4j.training;

import org.jspecify.annotations.NullMarked;
