package dev.yoco4j.inference.cache;

import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PlainSpan;
import dev.yoco4j.model.past.Quantized;
import dev.yoco4j.model.past.QuantizedSpan;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of one slot in a saved context, read where they lie in the mapped file.
///
/// They are checked when a query first reads them, not when the file is opened, and take no memory
/// that the system could not have back.
final class MappedRows implements KeyValueRows {
  private final MappedContext context;
  private final List<String> names;
  private final KeyValueFormat format;
  private final long positions;

  MappedRows(MappedContext context, List<String> names, KeyValueFormat format, long positions) {
    this.context = context;
    this.names = names;
    this.format = format;
    this.positions = positions;
    context.hold();
  }

  @Override
  public boolean grows() {
    return false;
  }

  @Override
  public void append(Tensor keys, Tensor values) {
    throw new IllegalStateException("a saved context is for reading only");
  }

  @Override
  public List<Tensor> begin(long first) {
    throw new IllegalStateException("a saved context is for reading only");
  }

  @Override
  public KeyValueSpan span(long wanted) {
    names.forEach(name -> context.file().verify(name));
    return switch (format) {
      case MODEL -> new PlainSpan(tensor(0), tensor(1), wanted);
      case INT8 ->
          new QuantizedSpan(
              new Quantized(tensor(0), tensor(1)), new Quantized(tensor(2), tensor(3)), wanted);
    };
  }

  @Override
  public List<Tensor> blocks(long wanted) {
    names.forEach(name -> context.file().verify(name));
    return names.stream()
        .map(name -> context.file().mapped(name).narrow(0, 0, wanted / KeyValueSpan.BLOCK))
        .toList();
  }

  private Tensor tensor(int part) {
    return context.file().mapped(names.get(part));
  }

  @Override
  public long positions() {
    return positions;
  }

  @Override
  public void truncate(long kept) {
    throw new IllegalStateException("a saved context is for reading only");
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {
    context.release();
  }

  /// A file that is open as long as any slot reads from it.
  static final class MappedContext {
    private final ContextFile file;
    private int holders;

    MappedContext(ContextFile file) {
      this.file = file;
    }

    ContextFile file() {
      return file;
    }

    void hold() {
      holders++;
    }

    void release() {
      holders--;
      if (holders == 0) {
        file.close();
      }
    }
  }
}
