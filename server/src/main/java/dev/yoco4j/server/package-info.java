/// A model behind HTTP, in OpenAI's words: start at [YocoServer][dev.yoco4j.server.YocoServer].
@NullMarked
package dev.yoco4j.server;

import org.jspecify.annotations.NullMarked;
