/// What a run is asked for: model, tokenizer and settings, as a preset or a JSON file.
@NullMarked
package dev.yoco4j.training.recipe;

import org.jspecify.annotations.NullMarked;
