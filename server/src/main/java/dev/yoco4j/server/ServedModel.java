package dev.yoco4j.server;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.SavedContexts;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.chat.ChatTemplate;
import java.time.Instant;

/// The model that a server answers with.
///
/// @param id its name in requests and answers
/// @param architecture what it is, for people
/// @param created when it was loaded
/// @param engine runs it; stays the caller's
/// @param saved writes and reads what the engine holds
/// @param tokenizer the model's
/// @param template of its chats
/// @param transformerBytesPerToken what a Transformer of equal size keeps of each token, to compare
///   with
public record ServedModel(
    String id,
    String architecture,
    Instant created,
    Engine engine,
    SavedContexts saved,
    Tokenizer tokenizer,
    ChatTemplate template,
    long transformerBytesPerToken) {}
