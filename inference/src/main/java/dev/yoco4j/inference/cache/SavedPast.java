package dev.yoco4j.inference.cache;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.MappedRows.MappedContext;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextHeader;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.blocks.BlockEntry;
import dev.yoco4j.torch.blocks.NamedRows;
import dev.yoco4j.torch.safetensors.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Pasts in files, and back.
///
/// A slot's tensors are `slot.N.state` for a retention state, `slot.N.keys` and `slot.N.values` for
/// a window, oldest position first, and for a global slot its blocks `[N, G, 256, Dh]`: keys and
/// values as they lie in memory, or codes and scales of both.
public final class SavedPast {
  private SavedPast() {}

  /// Writes a past.
  ///
  /// @param past of a whole number of blocks
  /// @param model that it belongs to
  /// @param tokens of the sequence; those beyond the past are not taken in yet
  /// @param file where to
  /// @throws IllegalArgumentException if the past ends within a block
  /// @throws java.io.UncheckedIOException if the file cannot be written
  public static void write(SequencePast past, ContextModel model, TokenIds tokens, Path file) {
    requireWholeBlocks(past);
    PastLayout layout = past.layout();
    ContextHeader header =
        new ContextHeader(
            ContextHeader.thisVersion(),
            model,
            keyValueDtype(layout),
            past.length(),
            tokens.size(),
            layout.slots());
    try (Scope _ = Scope.open()) {
      List<NamedRows> tensors = new ArrayList<>();
      tensors.add(ContextFile.tokens(tokens));
      tensors.addAll(named(past));
      ContextFile.write(file, header, tensors);
    }
  }

  private static void requireWholeBlocks(SequencePast past) {
    if (past.length() % KeyValueSpan.BLOCK != 0) {
      throw new IllegalArgumentException(
          "a saved past must end with a block of %d, has %d positions"
              .formatted(KeyValueSpan.BLOCK, past.length()));
    }
  }

  private static List<NamedRows> named(SequencePast past) {
    List<NamedRows> tensors = new ArrayList<>();
    for (int slot = 0; slot < past.slots().size(); slot++) {
      tensors.addAll(past.slots().get(slot).named("slot." + slot));
    }
    return tensors;
  }

  /// Whether two pasts are saved as the same bytes. Compares them where they lie, some megabytes at
  /// a time.
  ///
  /// @param one of a whole number of blocks
  /// @param other on the same device
  /// @return false if a bit, a size or a format differs
  /// @throws IllegalArgumentException if one of them ends within a block
  public static boolean same(SequencePast one, SequencePast other) {
    requireWholeBlocks(one);
    requireWholeBlocks(other);
    try (Scope _ = Scope.open()) {
      return one.length() == other.length() && SameBits.in(named(one), named(other));
    }
  }

  private static String keyValueDtype(PastLayout layout) {
    return switch (layout.format()) {
      case MODEL -> layout.precision().label();
      case INT8 -> layout.format().label();
    };
  }

  /// The format that a file's keys and values are in.
  ///
  /// @param header of the file
  /// @return for the layout to restore into
  public static KeyValueFormat format(ContextHeader header) {
    return header.keyValueDtype().equals(KeyValueFormat.INT8.label())
        ? KeyValueFormat.INT8
        : KeyValueFormat.MODEL;
  }

  /// Restores a past: states are read; keys and values stay in the file until they are used, but
  /// for a GPU, which is given a copy.
  ///
  /// @param file open; closed when the past and all its forks are
  /// @param layout of the engine, whose model was compared with the file's
  /// @return the past, the caller's
  /// @throws IllegalArgumentException if keys and values are kept in another format, or there are
  ///   more positions than the layout allows
  /// @throws CorruptFileException if tensors are missing, of other sizes, or damaged
  public static SequencePast read(ContextFile file, PastLayout layout, Path path) {
    return read(file, layout, path, layout.device() == Device.CPU ? Rows.MAPPED : Rows.COPIED);
  }

  /// Where keys and values of a restored past are.
  enum Rows {
    /// In the file, as the host's memory can show it.
    MAPPED,
    /// In memory of their own, as on a GPU.
    COPIED
  }

  static SequencePast read(ContextFile file, PastLayout layout, Path path, Rows rows) {
    ContextHeader header = file.header();
    if (!header.slots().equals(layout.slots())) {
      throw new CorruptFileException(path, "its slots are not those of its model");
    }
    if (!header.keyValueDtype().equals(keyValueDtype(layout))) {
      throw new IllegalArgumentException(
          "%s holds keys and values in %s, the engine keeps them in %s; give --kv-dtype %s"
              .formatted(
                  path, header.keyValueDtype(), keyValueDtype(layout), format(header).label()));
    }
    if (header.tokens() > layout.maxPositions()) {
      throw new IllegalArgumentException(
          "the %d tokens of %s do not fit %d positions; raise --positions"
              .formatted(header.tokens(), path, layout.maxPositions()));
    }
    MappedContext context = new MappedContext(file);
    context.hold();
    List<SlotMemory> slots = new ArrayList<>();
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> places = new LinkedHashMap<>();
      for (int slot = 0; slot < layout.slots().size(); slot++) {
        SavedSlot saved = new SavedSlot(context, path, "slot." + slot, header.positions(), places);
        slots.add(saved.begin(layout.slots().get(slot), layout, rows));
      }
      file.load(places);
      return new SequencePast(layout, slots, header.positions());
    } catch (RuntimeException | Error e) {
      slots.forEach(SlotMemory::close);
      throw e;
    } finally {
      context.release();
    }
  }

  /// One slot of a file.
  ///
  /// @param places of the tensors that are to be read, by name; a slot adds its own
  private record SavedSlot(
      MappedContext context, Path path, String name, long positions, Map<String, Tensor> places) {
    SlotMemory begin(PastSlot slot, PastLayout layout, Rows rows) {
      return switch (slot) {
        case PastSlot.Retention retention -> retention(retention, layout);
        case PastSlot.Window window -> window(window, layout);
        case PastSlot.Global global -> global(global, layout, rows);
      };
    }

    private SlotMemory retention(PastSlot.Retention slot, PastLayout layout) {
      require("state", ScalarType.Float, 1, slot.heads(), slot.keyWidth(), slot.valueWidth());
      RetentionMemory memory = new RetentionMemory(slot, layout.device());
      places.put(name + ".state", memory.state());
      return memory;
    }

    private SlotMemory window(PastSlot.Window slot, PastLayout layout) {
      long held = Math.min(positions, slot.window() - 1L);
      ScalarType type = layout.precision().scalarType();
      require("keys", type, 1, held, slot.heads(), slot.headWidth());
      require("values", type, 1, held, slot.heads(), slot.headWidth());
      WindowMemory memory = new WindowMemory(slot, layout);
      List<Tensor> begun = memory.begin(held);
      places.put(name + ".keys", begun.get(0));
      places.put(name + ".values", begun.get(1));
      return memory;
    }

    private SlotMemory global(PastSlot.Global slot, PastLayout layout, Rows rows) {
      long blocks = positions / KeyValueSpan.BLOCK;
      long[] numbers = {blocks, slot.heads(), KeyValueSpan.BLOCK, slot.headWidth()};
      long[] scales = {blocks, slot.heads(), KeyValueSpan.BLOCK};
      List<String> names = new ArrayList<>();
      for (String part : GlobalMemory.parts(layout.format())) {
        boolean isScale = part.endsWith("scales");
        ScalarType type =
            switch (layout.format()) {
              case MODEL -> layout.precision().scalarType();
              case INT8 -> isScale ? ScalarType.Float : ScalarType.Char;
            };
        require(part, type, isScale ? scales : numbers);
        names.add(name + "." + part);
      }
      if (positions == 0) {
        return new GlobalMemory(slot, layout);
      }
      return new GlobalMemory(
          slot,
          layout,
          switch (rows) {
            case MAPPED -> new MappedRows(context, names, layout.format(), positions);
            case COPIED -> copied(slot, layout, names);
          });
    }

    private KeyValueRows copied(PastSlot.Global slot, PastLayout layout, List<String> names) {
      KeyValueRows copy = KeyValueRows.growing(slot, layout);
      try {
        List<Tensor> begun = copy.begin(positions);
        for (int i = 0; i < names.size(); i++) {
          places.put(names.get(i), begun.get(i));
        }
        return copy;
      } catch (RuntimeException | Error e) {
        copy.close();
        throw e;
      }
    }

    private void require(String part, ScalarType type, long... sizes) {
      BlockEntry entry = context.file().entry(name + "." + part);
      DType wantedType = DType.of(type).orElseThrow();
      List<Long> wanted = LongStream.of(sizes).boxed().toList();
      if (!entry.shape().equals(wanted) || entry.dtype() != wantedType) {
        throw new CorruptFileException(
            path,
            "tensor '%s.%s' is %s %s, expected %s %s"
                .formatted(name, part, entry.dtype(), entry.shape(), wantedType, wanted));
      }
    }
  }
}
