package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/// Tokenised documents in one file, mapped into memory.
///
/// Each document is its tokens between the tokenizer's begin and end tokens, where it has them.
/// Tokens are numbered through all documents from 0. Instances may be read by several threads,
/// until they are closed.
public final class TokenFile implements AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long CHECKSUM_STEP = 64 << 20;

  private final Path path;
  private final Arena arena;
  private final TokenFileHeader header;
  private final MemorySegment tokens;
  private final MemorySegment index;

  private TokenFile(Path path, Arena arena, MemorySegment file) {
    this.path = path;
    this.arena = arena;
    if (file.byteSize() < TokenFileHeader.BYTES) {
      throw new CorruptFileException(
          path, "has " + file.byteSize() + " bytes, too few for a token file");
    }
    this.header =
        TokenFileHeader.decode(path, file.asSlice(0, TokenFileHeader.BYTES).asByteBuffer());
    if (file.byteSize() != header.fileBytes()) {
      throw new CorruptFileException(
          path, "has " + file.byteSize() + " bytes, its header asks for " + header.fileBytes());
    }
    this.tokens = slice(file, TokenFileHeader.BYTES, header.tokensEnd());
    this.index = slice(file, header.indexStart(), header.fileBytes());
    requireIndex();
  }

  /// Maps a file and checks all but its tokens.
  ///
  /// @param path the file
  /// @return the open file
  /// @throws CorruptFileException if it is not a token file, is cut short or is damaged
  /// @throws UncheckedIOException if it cannot be read
  // The instance owns the arena and closes it.
  @SuppressWarnings("MustBeClosed")
  public static TokenFile open(Path path) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new TokenFile(path, arena, file);
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException("cannot read " + path + ": " + e, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /// Where the file is.
  ///
  /// @return its path
  public Path path() {
    return path;
  }

  /// The number of ids of the tokenizer that made the file.
  ///
  /// @return every token is below it
  public int vocabularySize() {
    return header.vocabularySize();
  }

  /// The number of tokens.
  ///
  /// @return tokens of all documents
  public long tokens() {
    return header.report().tokens();
  }

  /// The number of documents.
  ///
  /// @return documents
  public int documents() {
    return (int) header.report().documents();
  }

  /// What was read to make the file.
  ///
  /// @return the report of that time
  public TokenReport report() {
    return header.report();
  }

  /// The position of a document's first token.
  ///
  /// @param document its number, from 0; the number of documents gives the number of tokens
  /// @return the position
  /// @throws IndexOutOfBoundsException if there is no such document
  public long documentStart(int document) {
    return index.getAtIndex(LONG, Objects.checkIndex(document, documents() + 1));
  }

  /// Copies tokens.
  ///
  /// @param position the first of them
  /// @param into takes them
  /// @param offset where in `into` the first goes
  /// @param count how many
  /// @throws CorruptFileException if an id is not in the vocabulary
  /// @throws IndexOutOfBoundsException if there are not so many, or not so much room
  /// @throws IllegalStateException if the file is closed
  public void read(long position, long[] into, int offset, int count) {
    Objects.checkFromIndexSize(position, count, tokens());
    Objects.checkFromIndexSize(offset, count, into.length);
    boolean narrow = header.tokenBytes() == Short.BYTES;
    for (int i = 0; i < count; i++) {
      long token =
          narrow
              ? Short.toUnsignedLong(tokens.getAtIndex(SHORT, position + i))
              : Integer.toUnsignedLong(tokens.getAtIndex(INT, position + i));
      if (token >= header.vocabularySize()) {
        throw new CorruptFileException(
            path,
            "token "
                + (position + i)
                + " is "
                + token
                + ", but the vocabulary has "
                + header.vocabularySize());
      }
      into[offset + i] = token;
    }
  }

  /// Refuses a tokenizer other than the one that made the file.
  ///
  /// @param tokenizer the tokenizer of the model
  /// @throws IllegalArgumentException if it cuts text in another way
  public void requireMadeBy(Tokenizer tokenizer) {
    if (!TokenizerFingerprint.of(tokenizer).equals(header.tokenizer())) {
      throw new IllegalArgumentException(
          path + " was made by another tokenizer; tokenise the text with this one");
    }
  }

  /// Stands for the content: files of the same documents as the same tokens have the same one, on
  /// every machine. A run that is resumed can tell by it that its data is what it was.
  ///
  /// @return 64 hexadecimal digits
  public String fingerprint() {
    String content =
        header.tokenizer().hex()
            + " "
            + header.report().documents()
            + " "
            + header.report().tokens()
            + " "
            + header.tokensChecksum()
            + " "
            + header.indexChecksum();
    return Digest.of(content.getBytes(UTF_8)).hex();
  }

  /// Checks the tokens, which reads the whole file.
  ///
  /// @throws CorruptFileException if a byte of them has changed
  public void verify() {
    if (checksum(tokens) != header.tokensChecksum()) {
      throw new CorruptFileException(path, "has damaged tokens; delete it and tokenise again");
    }
  }

  Digest tokenizer() {
    return header.tokenizer();
  }

  Digest inputs() {
    return header.inputs();
  }

  private void requireIndex() {
    if (checksum(index) != header.indexChecksum()) {
      throw new CorruptFileException(path, "has a damaged index; delete it and tokenise again");
    }
    if (documentStart(0) != 0 || documentStart(documents()) != tokens()) {
      throw new CorruptFileException(path, "has an index that contradicts its header");
    }
  }

  private static MemorySegment slice(MemorySegment file, long from, long to) {
    return file.asSlice(from, to - from);
  }

  private static int checksum(MemorySegment segment) {
    CRC32C crc = new CRC32C();
    for (long at = 0; at < segment.byteSize(); at += CHECKSUM_STEP) {
      long bytes = Math.min(CHECKSUM_STEP, segment.byteSize() - at);
      crc.update(segment.asSlice(at, bytes).asByteBuffer());
    }
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    arena.close();
  }
}
