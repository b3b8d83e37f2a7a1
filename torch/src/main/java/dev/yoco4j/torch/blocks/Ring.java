package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Staging;
import java.util.ArrayList;
import java.util.List;

/// Pieces of memory that are used in turn.
final class Ring implements AutoCloseable {
  private final List<Staging> pieces = new ArrayList<>();
  private int turn;

  Ring(Device device, int count) {
    try {
      for (int i = 0; i < count; i++) {
        pieces.add(new Staging(device));
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  Staging next() {
    Staging piece = pieces.get(turn);
    turn = (turn + 1) % pieces.size();
    return piece;
  }

  @Override
  public void close() {
    pieces.forEach(Staging::close);
  }
}
