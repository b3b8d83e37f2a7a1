package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.MappedFile;
import dev.yoco4j.torch.TensorMemory;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A checkpoint that `torch.save` of PyTorch 1.6 or later wrote: a zip archive with a pickle.
///
/// The pickle is followed without running anything: what it names must be on a short list, or the
/// file is refused before any of it is built. Format and list: `docs/formats/checkpoint-pth.md`.
/// Any thread may read; tensors that are returned are on the CPU, wherever they were saved from,
/// and belong to the caller's scope, if one is open.
public final class TorchCheckpointFile implements AutoCloseable {
  private final MappedFile file;
  private final Map<String, MemorySegment> storages;
  private final Map<String, @Nullable Object> root;
  private final Map<String, SavedTensor> entries;

  private TorchCheckpointFile(MappedFile file) {
    CheckpointArchive archive = CheckpointArchive.parse(file.path(), file.memory());
    byte[] pickle = archive.pickle().toArray(ValueLayout.JAVA_BYTE);
    this.file = file;
    this.storages = archive.storages();
    this.root =
        PlainValues.root(
            file.path(), CheckpointUnpickler.load(file.path(), pickle, archive.storageBytes()));
    this.entries = PlainValues.tensors(file.path(), root);
  }

  /// Opens a checkpoint.
  ///
  /// @param file the file
  /// @return the open file
  /// @throws CorruptFileException if it is not valid, or holds anything but tensors and plain
  ///   values
  /// @throws UncheckedIOException if it cannot be read
  public static TorchCheckpointFile open(Path file) {
    MappedFile mapped = MappedFile.open(file);
    try {
      return new TorchCheckpointFile(mapped);
    } catch (Throwable e) {
      mapped.close();
      throw e;
    }
  }

  /// Everything that was saved.
  ///
  /// | saved in Python | here |
  /// |-----------------|------|
  /// | `dict`, `OrderedDict`, `argparse.Namespace` | `Map<String, Object>` in the order saved; keys that are numbers become text |
  /// | `list`, `tuple`, `torch.Size` | `List<Object>` |
  /// | `str`, `bool`, `None` | `String`, `Boolean`, `null` |
  /// | `int`, `float` | `Long` or `BigInteger`, `Double` |
  /// | `torch.dtype` | `String` such as `torch.float32` |
  /// | tensor, parameter | [SavedTensor] |
  ///
  /// @return the dictionary that was saved, unmodifiable
  public Map<String, @Nullable Object> root() {
    return root;
  }

  /// The names of the tensors in the dictionary and the dictionaries in it.
  ///
  /// @return the keys that lead to each, joined with dots, in the order saved; tensors in lists are
  ///   only in [#root()]
  public Set<String> names() {
    return entries.keySet();
  }

  /// How a tensor was saved.
  ///
  /// @param name its name
  /// @return its description
  /// @throws IllegalArgumentException if the checkpoint has no tensor of that name
  public SavedTensor entry(String name) {
    SavedTensor entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(file.path() + " has no tensor '" + name + "'");
    }
    return entry;
  }

  /// Shows all named tensors as [#map(SavedTensor)] does: tensors that shared a storage share it.
  ///
  /// @return the tensors by name, in the order saved, for reading only
  /// @throws IllegalStateException if the file is closed
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    entries.forEach((name, entry) -> tensors.put(name, map(entry)));
    return tensors;
  }

  /// Reads a named tensor as [#read(SavedTensor)] does.
  ///
  /// @param name its name
  /// @return the tensor, which stays when the file is closed
  /// @throws IllegalArgumentException if the checkpoint has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor read(String name) {
    return read(entry(name));
  }

  /// Shows a named tensor as [#map(SavedTensor)] does.
  ///
  /// @param name its name
  /// @return the tensor, for reading only
  /// @throws IllegalArgumentException if the checkpoint has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor map(String name) {
    return map(entry(name));
  }

  /// Reads a tensor into memory of its own, with the strides that it was saved with.
  ///
  /// @param entry a tensor of this checkpoint
  /// @return the tensor, which stays when the file is closed
  /// @throws IllegalArgumentException if it is not of this checkpoint
  /// @throws IllegalStateException if the file is closed
  public Tensor read(SavedTensor entry) {
    return TensorMemory.copy(bytes(entry), entry.dtype(), entry.shape(), entry.strides());
  }

  /// Shows a tensor where it lies in the mapped file, without copying it.
  ///
  /// The file must stay open and unchanged as long as the tensor, or a view of it, is in use: after
  /// that the memory is gone, and touching it ends the process. So does writing to the tensor. A
  /// tensor whose bytes are not aligned to its elements, which PyTorch never writes, is copied.
  ///
  /// @param entry a tensor of this checkpoint
  /// @return the tensor, for reading only, with the strides that it was saved with
  /// @throws IllegalArgumentException if it is not of this checkpoint
  /// @throws IllegalStateException if the file is closed
  public Tensor map(SavedTensor entry) {
    return TensorMemory.view(bytes(entry), entry.dtype(), entry.shape(), entry.strides());
  }

  /// Unmaps the file. Mapped tensors must not be touched afterwards.
  @Override
  public void close() {
    file.close();
  }

  private MemorySegment bytes(SavedTensor entry) {
    file.memory(); // throws if it is closed
    MemorySegment storage = storages.get(entry.storage());
    long width = torch.elementSize(entry.dtype());
    if (storage == null || entry.offset() > storage.byteSize() / width) {
      throw new IllegalArgumentException(file.path() + " has no " + entry);
    }
    return storage.asSlice(entry.offset() * width);
  }
}
