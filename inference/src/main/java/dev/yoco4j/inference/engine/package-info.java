/// Running requests on a model: prompts in segments, then one token at a time.
@NullMarked
package dev.yoco4j.inference.engine;

import org.jspecify.annotations.NullMarked;
