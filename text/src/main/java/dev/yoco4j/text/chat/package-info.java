/// What a conversation looks like in a model's text: chat templates.
@NullMarked
package dev.yoco4j.text.chat;

import org.jspecify.annotations.NullMarked;
