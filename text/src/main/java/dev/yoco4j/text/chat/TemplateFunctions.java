package dev.yoco4j.text.chat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// Functions that chat templates may call, as in Hugging Face's transformers.
public final class TemplateFunctions {
  private static final Map<Character, String> DATES =
      Map.of(
          'd', "dd", 'm', "MM", 'Y', "yyyy", 'y', "yy", 'b', "MMM", 'B', "MMMM", 'A', "EEEE", 'H',
          "HH", 'M', "mm", 'S', "ss");

  private TemplateFunctions() {}

  /// `raise_exception(message)`.
  ///
  /// @param message what is wrong with the conversation
  /// @return nothing
  /// @throws Raised always
  @SuppressWarnings("DoNotCallSuggester") // only templates call it
  public static String raise(String message) {
    throw new Raised(message);
  }

  /// `strftime_now(format)`.
  ///
  /// @param format with `%d`, `%m`, `%Y`, `%y`, `%b`, `%B`, `%A`, `%H`, `%M`, `%S`
  /// @return the local time
  public static String now(String format) {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      String pattern = c == '%' && i + 1 < format.length() ? DATES.get(format.charAt(i + 1)) : null;
      if (pattern == null) {
        text.append(c);
      } else {
        text.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now));
        i++;
      }
    }
    return text.toString();
  }

  /// What a template says against a conversation.
  static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Raised(String message) {
      super(message);
    }
  }
}
