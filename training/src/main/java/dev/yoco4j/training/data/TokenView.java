package dev.yoco4j.training.data;

import java.util.Arrays;
import java.util.Objects;

/// Some of the documents of a token file, end to end in the file's order.
public final class TokenView {
  private final TokenFile file;
  private final String name;
  private final int documents;

  /// Position in the file of the first token of each stretch.
  private final long[] starts;

  /// Position in this view of the first token of each stretch, and then the number of tokens.
  private final long[] positions;

  private TokenView(TokenFile file, String name, int documents, long[] starts, long[] positions) {
    this.file = file;
    this.name = name;
    this.documents = documents;
    this.starts = starts;
    this.positions = positions;
  }

  /// All documents of a file.
  ///
  /// @param file the file, which must stay open
  /// @return the view
  public static TokenView all(TokenFile file) {
    Builder all = new Builder(file);
    all.add(0, file.tokens());
    return all.build("the text", file.documents());
  }

  /// What messages call it.
  String name() {
    return name;
  }

  /// The number of tokens.
  ///
  /// @return tokens, 0 if there is no document
  public long tokens() {
    return positions[starts.length];
  }

  /// The number of documents, one of which may be a part of one.
  ///
  /// @return documents
  public int documents() {
    return documents;
  }

  /// Copies tokens.
  ///
  /// @param position the first of them, from 0
  /// @param into takes them
  /// @param offset where in `into` the first goes
  /// @param count how many
  /// @throws IndexOutOfBoundsException if there are not so many, or not so much room
  /// @throws dev.yoco4j.torch.CorruptFileException if an id is not in the vocabulary
  public void read(long position, long[] into, int offset, int count) {
    Objects.checkFromIndexSize(position, count, tokens());
    int found = Arrays.binarySearch(positions, position);
    int stretch = found >= 0 ? found : -found - 2;
    int done = 0;
    while (done < count) {
      long within = position + done - positions[stretch];
      long left = positions[stretch + 1] - positions[stretch] - within;
      int now = (int) Math.min(left, count - done);
      file.read(starts[stretch] + within, into, offset + done, now);
      done += now;
      stretch++;
    }
  }

  /// Collects stretches of a file in ascending order.
  static final class Builder {
    private final TokenFile file;
    private long[] starts = new long[16];
    private long[] positions = new long[17];
    private int stretches;
    private long end = -1;

    Builder(TokenFile file) {
      this.file = file;
    }

    void add(long from, long to) {
      if (from == to) {
        return;
      }
      if (from != end) {
        if (stretches == starts.length) {
          starts = Arrays.copyOf(starts, 2 * stretches);
          positions = Arrays.copyOf(positions, 2 * stretches + 1);
        }
        starts[stretches] = from;
        positions[stretches + 1] = positions[stretches];
        stretches++;
      }
      positions[stretches] += to - from;
      end = to;
    }

    TokenView build(String name, int documents) {
      return new TokenView(
          file,
          name,
          documents,
          Arrays.copyOf(starts, stretches),
          Arrays.copyOf(positions, stretches + 1));
    }
  }
}
