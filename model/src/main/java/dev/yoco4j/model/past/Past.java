package dev.yoco4j.model.past;

import dev.yoco4j.torch.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The positions that a batch of sequences has behind it, as one model sees them.
///
/// A model declares its slots ([PastSlot]) once; each slot is then reached by its index.
/// Implementations own the memory. Nothing can be taken back: a retention state has no inverse, so
/// reuse is by copies made in time.
public interface Past {
  /// Where the next token of each sequence stands: how many positions it has behind it.
  ///
  /// @return one number per sequence of the batch, or a single one that stands for all
  List<Long> positions();

  /// The same numbers where a model computes.
  ///
  /// @param device where to
  /// @return `[R]` int64
  default Tensor starts(Device device) {
    long[] first = positions().stream().mapToLong(Long::longValue).toArray();
    return device.move(Tensor.create(first, first.length));
  }

  /// The retention state of a slot.
  ///
  /// @param slot index of a [PastSlot.Retention]
  /// @return the store
  RetentionStore retention(int slot);

  /// The keys and values of a slot.
  ///
  /// @param slot index of a [PastSlot.Window] or [PastSlot.Global]
  /// @return the store
  KeyValueStore keyValues(int slot);

  /// Moves on, once per call of a model, after its last layer has written.
  ///
  /// @param positions how many positions the call absorbed
  void advance(long positions);

  /// No past and no memory: for training, where a sequence is seen whole.
  ///
  /// @param device where states begin
  /// @return a past that starts at 0 and forgets what is written
  static Past none(Device device) {
    return new NoPast(device);
  }
}
