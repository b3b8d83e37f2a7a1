package dev.yoco4j.evaluation.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A task, read.
///
/// @param name by its file
/// @param layout the name of its layout
/// @param questions in the order of the data
/// @param skipped what is wrong with each row that was left out: file, place and reason
public record Task(String name, String layout, List<Question> questions, List<String> skipped) {
  /// Copies the lists.
  public Task {
    questions = List.copyOf(questions);
    skipped = List.copyOf(skipped);
  }

  /// Stands for what is asked, whatever files it came in.
  ///
  /// @return SHA-256 over contexts, continuations, answers and gold indices
  public String fingerprint() {
    MessageDigest digest = sha256();
    for (Question question : questions) {
      add(digest, question.alternatives().size() + " " + question.gold());
      for (Alternative one : question.alternatives()) {
        add(digest, one.context());
        add(digest, one.continuation());
        add(digest, one.answer());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Text with its length before it, so that two texts are not another two.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
