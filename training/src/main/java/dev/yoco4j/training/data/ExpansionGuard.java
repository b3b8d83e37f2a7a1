package dev.yoco4j.training.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends the reading of what unpacks to far more than text does.
///
/// Text packs three- to tenfold, a member made to fill disks a thousandfold.
final class ExpansionGuard extends FilterInputStream {
  private static final long MAX_RATIO = 100;
  private static final long ALWAYS_ALLOWED_BYTES = 64L << 20;

  private final Origin origin;
  private long left;

  ExpansionGuard(InputStream in, long packedBytes, Origin origin) {
    super(in);
    this.origin = origin;
    this.left = Math.max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * packedBytes);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) {
    left -= read;
    if (left < 0) {
      throw origin.corrupt(
          "unpacks to more than "
              + MAX_RATIO
              + " times its packed size, as no text does; leave it out");
    }
  }
}
