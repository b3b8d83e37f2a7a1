package dev.yoco4j.text.chat;

import dev.yoco4j.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Writes conversations as the text that a model was trained on.
///
/// Names of special tokens in the template are the tokens; the same names in a message are ordinary
/// text. Safe for use by several threads.
public final class ChatTemplate {
  private static final String CHAT_ML =
      """
      {{ bos_token }}{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + \
      message.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ \
      '<|im_start|>assistant\\n' }}{% endif %}\
      """;
  private static final String NAMED_SPEAKERS =
      """
      {{ bos_token }}{% for message in messages %}{% if not loop.first %}{{ '\\n' }}{% endif %}{{ \
      message.role | capitalize }}:{{ '' if message.content[:1] == ' ' else ' ' }}{{ \
      message.content }}{% endfor %}{% if add_generation_prompt %}{{ '\\nAssistant:' }}{% endif %}\
      """;

  private final Tokenizer tokenizer;
  private final String source;
  private final JinjaTemplate template;
  private final boolean named;
  private final TokenNames names;
  private final String beginOfText;
  private final String endOfText;
  private final Set<Integer> endTokens; // found by writing a conversation, once

  private ChatTemplate(Tokenizer tokenizer, String name, String source) {
    this.tokenizer = tokenizer;
    this.source = source;
    named = source.equals(NAMED_SPEAKERS);
    template = new JinjaTemplate(name, source);
    Map<String, Integer> ids = tokenizer.specialTokens();
    names = new TokenNames(ids);
    beginOfText = name(ids, tokenizer.beginOfText());
    endOfText = name(ids, tokenizer.endOfText());
    endTokens = Set.copyOf(findEndTokens());
  }

  /// The template of a model's folder, or the default where there is none.
  ///
  /// @param modelFolder may hold `chat_template.jinja`, `chat_template.json` or a
  ///   `tokenizer_config.json` with `chat_template`; the first of them counts
  /// @param tokenizer the model's
  /// @return the template
  /// @throws dev.yoco4j.text.CorruptTokenizerException if a file is not what it should be
  /// @throws IllegalArgumentException if the template is no Jinja, or uses what is not understood:
  ///   the message names file and line
  public static ChatTemplate load(Path modelFolder, Tokenizer tokenizer) {
    return TemplateFile.find(modelFolder)
        .map(file -> new ChatTemplate(tokenizer, file.path().toString(), file.source()))
        .orElseGet(() -> standard(tokenizer));
  }

  /// The default: ChatML where the tokenizer has `<|im_start|>` and `<|im_end|>`, or else `User:
  /// question`, `Assistant: answer`, a line each.
  ///
  /// @param tokenizer the model's
  /// @return the template
  public static ChatTemplate standard(Tokenizer tokenizer) {
    Set<String> names = tokenizer.specialTokens().keySet();
    boolean chatMl = names.containsAll(List.of("<|im_start|>", "<|im_end|>"));
    return new ChatTemplate(tokenizer, "default template", chatMl ? CHAT_ML : NAMED_SPEAKERS);
  }

  /// The template's text.
  ///
  /// @return Jinja
  public String source() {
    return source;
  }

  /// A conversation as text, for people; use [#tokens] for models.
  ///
  /// @param messages in order
  /// @param addGenerationPrompt whether the text ends where an answer begins
  /// @return the text
  /// @throws IllegalArgumentException if the template fails or refuses the messages: the message
  ///   names the file
  public String text(List<ChatMessage> messages, boolean addGenerationPrompt) {
    ContentMarks marks = marks(messages);
    return marks.drop(render(marks, messages, addGenerationPrompt));
  }

  /// A conversation as tokens; nothing is to be put before them.
  ///
  /// @param messages in order
  /// @param addGenerationPrompt whether the tokens end where an answer begins
  /// @return token ids
  /// @throws IllegalArgumentException as [#text]
  public int[] tokens(List<ChatMessage> messages, boolean addGenerationPrompt) {
    ContentMarks marks = marks(messages);
    return marks.encode(render(marks, messages, addGenerationPrompt), tokenizer);
  }

  /// What a session that holds a conversation and its answer has yet to take in.
  ///
  /// @param read messages whose [#tokens], with a generation prompt, the session holds
  /// @param said text that was generated after them, a stop string at its end included
  /// @param messages the conversation by now, whose last message is to be answered
  /// @return tokens that follow, up to where the answer begins; empty if the template writes what
  ///   went before otherwise by now, so that the session is of no use
  /// @throws IllegalArgumentException as [#text]
  public Optional<int[]> tokensAfter(
      List<ChatMessage> read, String said, List<ChatMessage> messages) {
    String before = text(read, true) + said;
    ContentMarks marks = marks(messages);
    String now = render(marks, messages, true);
    OptionalInt place = marks.placeAfter(before, now);
    return place.isEmpty()
        ? Optional.empty()
        : Optional.of(marks.encode(now.substring(place.getAsInt()), tokenizer));
  }

  /// Tokens that end an answer: the end of text, and what the template puts after one.
  ///
  /// @return ids
  public Set<Integer> endTokens() {
    return endTokens;
  }

  private Set<Integer> findEndTokens() {
    Set<Integer> ends = new HashSet<>();
    tokenizer.endOfText().ifPresent(ends::add);
    String answer = "yes";
    String text;
    try {
      text =
          text(
              List.of(new ChatMessage("user", "ask"), new ChatMessage("assistant", answer)), false);
    } catch (IllegalArgumentException _) {
      return ends; // a template that refuses so short a conversation says nothing about its ends
    }
    int place = text.lastIndexOf(answer);
    if (place < 0) {
      return ends; // nor does one that leaves the answer out
    }
    String after = text.substring(place + answer.length()).stripLeading();
    tokenizer
        .specialTokens()
        .forEach((name, id) -> {
          if (after.startsWith(name)) {
            ends.add(id);
          }
        });
    return ends;
  }

  /// Texts that end an answer where no token does.
  ///
  /// @return the user's next turn of the default without special tokens; empty otherwise
  public List<String> stopStrings() {
    return named ? List.of("\nUser:") : List.of();
  }

  private ContentMarks marks(List<ChatMessage> messages) {
    return ContentMarks.of(names, messages);
  }

  private String render(
      ContentMarks marks, List<ChatMessage> messages, boolean addGenerationPrompt) {
    List<Map<String, Object>> turns = new ArrayList<>();
    for (ChatMessage message : messages) {
      Map<String, Object> turn = new LinkedHashMap<>(); // templates may write all of it, in order
      turn.put("role", message.role());
      turn.put("content", marks.put(message.content()));
      turns.add(turn);
    }
    Map<String, Object> values = new HashMap<>();
    values.put("messages", turns);
    values.put("add_generation_prompt", addGenerationPrompt);
    values.put("bos_token", beginOfText);
    values.put("eos_token", endOfText);
    return template.render(values);
  }

  private static String name(Map<String, Integer> ids, OptionalInt token) {
    return ids.entrySet().stream()
        .filter(entry -> token.equals(OptionalInt.of(entry.getValue())))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }
}
