package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;

/// A dry run of a pickle: every instruction is followed, and nothing is built.
///
/// It knows of each value only whether it is a text, a name from the list of [Global], or something
/// else. That is enough to know every name that the pickle refers to and everything that it calls,
/// whatever detour it takes through its memory. Lengths are checked against the bytes that are
/// there.
final class PickleScan {
  /// Far more than the pickle of any model: the tensors' bytes are not in it.
  static final int MAX_BYTES = 32 << 20;

  /// What is built takes at most some 100 bytes an instruction.
  static final int MAX_INSTRUCTIONS = 4_000_000;

  private static final int NEWEST_PROTOCOL = 5;

  private final Path file;
  private final byte[] pickle;
  private final List<Value> stack = new ArrayList<>();
  private final Map<Integer, Value> memo = new HashMap<>();
  private int position;
  private int start;

  private PickleScan(Path file, byte[] pickle) {
    this.file = file;
    this.pickle = pickle;
  }

  /// Refuses a pickle that would do anything but describe tensors and plain values.
  ///
  /// @throws CorruptFileException naming the class or instruction, and where it is
  static void check(Path file, byte[] pickle) {
    new PickleScan(file, pickle).run();
  }

  private sealed interface Value {}

  private record Text(String text) implements Value {}

  private record Named(Global global) implements Value {}

  private enum Other implements Value {
    DATA,
    MARK
  }

  private void run() {
    for (int instructions = 1; ; instructions++) {
      if (instructions > MAX_INSTRUCTIONS) {
        throw corrupt("more than " + MAX_INSTRUCTIONS + " instructions");
      }
      start = position;
      int opcode = u1();
      if (opcode == Opcodes.STOP) {
        break;
      }
      if (!literal(opcode) && !structure(opcode) && !memory(opcode)) {
        call(opcode);
      }
    }
    if (stack.size() != 1 || position != pickle.length) {
      throw corrupt(
          "the end, with %d values and %d bytes left over"
              .formatted(stack.size() - 1, pickle.length - position));
    }
  }

  private boolean literal(int opcode) {
    switch (opcode) {
      case Opcodes.PROTO -> protocol(u1());
      case Opcodes.FRAME -> skip(8);
      case Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE -> data(0);
      case Opcodes.BININT1 -> data(1);
      case Opcodes.BININT2 -> data(2);
      case Opcodes.BININT -> data(4);
      case Opcodes.BINFLOAT -> data(8);
      case Opcodes.LONG1 -> data(u1());
      case Opcodes.SHORT_BINUNICODE -> stack.add(new Text(text(u1())));
      case Opcodes.BINUNICODE -> stack.add(new Text(text(s4())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean structure(int opcode) {
    switch (opcode) {
      case Opcodes.EMPTY_TUPLE, Opcodes.EMPTY_LIST, Opcodes.EMPTY_DICT -> data(0);
      case Opcodes.MARK -> stack.add(Other.MARK);
      case Opcodes.TUPLE -> {
        popToMark();
        data(0);
      }
      case Opcodes.TUPLE1 -> replace(1);
      case Opcodes.TUPLE2 -> replace(2);
      case Opcodes.TUPLE3 -> replace(3);
      case Opcodes.APPEND -> replace(2);
      case Opcodes.SETITEM -> replace(3);
      case Opcodes.APPENDS, Opcodes.SETITEMS -> {
        popToMark();
        replace(1);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int opcode) {
    switch (opcode) {
      case Opcodes.BINPUT -> memo.put(u1(), top());
      case Opcodes.LONG_BINPUT -> memo.put(s4(), top());
      case Opcodes.MEMOIZE -> memo.put(memo.size(), top());
      case Opcodes.BINGET -> recall(u1());
      case Opcodes.LONG_BINGET -> recall(s4());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void call(int opcode) {
    switch (opcode) {
      case Opcodes.GLOBAL -> stack.add(named(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        if (pop() instanceof Text name && pop() instanceof Text module) {
          stack.add(named(module.text(), name.text()));
        } else {
          throw corrupt("a class whose name is no text");
        }
      }
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> {
        pop();
        if (!(pop() instanceof Named named) || !(named.global() instanceof Global.Callable)) {
          throw corrupt("a call of something that is no known function");
        }
        data(0);
      }
      case Opcodes.BUILD -> replace(2);
      case Opcodes.BINPERSID -> replace(1);
      default ->
          throw corrupt("instruction 0x%02x, which torch.save does not write".formatted(opcode));
    }
  }

  private Value named(String module, String name) {
    return Global.named(module, name)
        .map(Named::new)
        .orElseThrow(() ->
            corrupt(
                "it names %s.%s, which is not on the list of what may be built"
                    .formatted(module, name)));
  }

  private void protocol(int protocol) {
    if (protocol < 2 || protocol > NEWEST_PROTOCOL) {
      throw corrupt("pickle protocol " + protocol + ", expected 2 to " + NEWEST_PROTOCOL);
    }
  }

  /// A value of so many bytes.
  private void data(int bytes) {
    skip(bytes);
    stack.add(Other.DATA);
  }

  /// Values taken from the stack, and one put there for them.
  private void replace(int values) {
    for (int i = 0; i < values; i++) {
      pop();
    }
    stack.add(Other.DATA);
  }

  private Value top() {
    if (stack.isEmpty() || stack.getLast() == Other.MARK) {
      throw corrupt("a value is used where there is none");
    }
    return stack.getLast();
  }

  private Value pop() {
    Value top = top();
    stack.removeLast();
    return top;
  }

  private void popToMark() {
    while (!stack.isEmpty()) {
      if (stack.removeLast() == Other.MARK) {
        return;
      }
    }
    throw corrupt("a mark is used where there is none");
  }

  private void recall(int key) {
    Value value = memo.get(key);
    if (value == null) {
      throw corrupt("memory " + key + " is read before it is written");
    }
    stack.add(value);
  }

  private String line() {
    int from = position;
    while (u1() != '\n') {}
    return new String(pickle, from, position - 1 - from, StandardCharsets.UTF_8);
  }

  private String text(int bytes) {
    int from = position;
    skip(bytes);
    return new String(pickle, from, bytes, StandardCharsets.UTF_8);
  }

  private int u1() {
    skip(1);
    return Byte.toUnsignedInt(pickle[position - 1]);
  }

  private int s4() {
    return u1() | u1() << 8 | u1() << 16 | u1() << 24;
  }

  private void skip(int bytes) {
    if (bytes < 0 || bytes > pickle.length - position) {
      throw corrupt(
          "%d bytes claimed where %d are left"
              .formatted(Integer.toUnsignedLong(bytes), pickle.length - position));
    }
    position += bytes;
  }

  private CorruptFileException corrupt(String what) {
    return new CorruptFileException(file, "data.pkl: " + what + ", at byte " + start);
  }
}
