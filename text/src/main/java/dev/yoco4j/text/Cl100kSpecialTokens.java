package dev.yoco4j.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The special tokens of YOCO's cl100k_base, with the ids that the reference gives to tiktoken.
///
/// Two names share 100276: cl100k's own `<|endofprompt|>`, and the reference's `<jupyter_code>`,
/// which was numbered without regard to it. Both are read as 100276; 100276 is written as
/// `<jupyter_code>`, which is what the models' training text has there.
final class Cl100kSpecialTokens {
  /// Names by id, in tiktoken's numbering.
  static final Map<String, Integer> IDS = ids();

  /// Any of the names; none is a prefix of another.
  static final Pattern ANY =
      Pattern.compile(IDS.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));

  private Cl100kSpecialTokens() {}

  private static Map<String, Integer> ids() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    number(ids, 100257, "<|endoftext|> <|fim_prefix|> <|fim_middle|> <|fim_suffix|>");
    number(ids, 100276, "<|endofprompt|>");
    number(ids, 100264, "<fim_prefix> <fim_middle> <fim_suffix> <fim_pad>");
    number(ids, 100268, "<reponame> <filename> <gh_stars>");
    number(ids, 100271, "<issue_start> <issue_comment> <issue_closed>");
    number(ids, 100274, "<jupyter_start> <jupyter_text> <jupyter_code> <jupyter_output>");
    number(ids, 100278, "<empty_output> <commit_before> <commit_msg> <commit_after>");
    return ids;
  }

  private static void number(Map<String, Integer> ids, int first, String names) {
    int id = first;
    for (String name : names.split(" ", -1)) {
      ids.put(name, id++);
    }
  }
}
