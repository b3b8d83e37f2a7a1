package dev.yoco4j.inference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An immutable sequence of token ids.
public final class TokenIds {
  private static final TokenIds NONE = new TokenIds(new int[0]);

  private final int[] ids;

  private TokenIds(int[] ids) {
    this.ids = ids;
  }

  /// Copies ids.
  ///
  /// @param ids in order
  /// @return the sequence
  public static TokenIds of(int... ids) {
    return new TokenIds(ids.clone());
  }

  /// No ids.
  ///
  /// @return the empty sequence
  public static TokenIds none() {
    return NONE;
  }

  /// How many there are.
  ///
  /// @return their number
  public int size() {
    return ids.length;
  }

  /// Whether there are none.
  ///
  /// @return true if the size is 0
  public boolean isEmpty() {
    return ids.length == 0;
  }

  /// One id.
  ///
  /// @param index from 0
  /// @return the id
  /// @throws IndexOutOfBoundsException if the index is not below the size
  public int get(int index) {
    return ids[index];
  }

  /// All ids.
  ///
  /// @return a copy
  public int[] toArray() {
    return ids.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
