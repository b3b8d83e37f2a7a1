package dev.yoco4j.text.chat;

import java.util.Set;

/// One turn of a conversation.
///
/// @param role `system`, `developer`, `user`, `assistant` or `tool`; templates write it into their
///   text, so no other is taken
/// @param content what was said; nothing in it is read as a special token
public record ChatMessage(String role, String content) {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");

  /// Checks the role.
  ///
  /// @throws IllegalArgumentException if there is no such role
  public ChatMessage {
    if (!ROLES.contains(role)) {
      throw new IllegalArgumentException(
          "role must be system, developer, user, assistant or tool, was " + role);
    }
  }
}
