/// OpenAI's requests and answers: completions, chats, models, tokens.
@NullMarked
package dev.yoco4j.server.openai;

import org.jspecify.annotations.NullMarked;
