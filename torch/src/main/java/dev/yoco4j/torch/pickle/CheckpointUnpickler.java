package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/// Builds what a pickle describes that [PickleScan] has passed.
///
/// razorvine's own way with classes is cut off here: its registry of constructors, shared by the
/// process, is neither read nor changed, and instructions that would reach it, or call a method of
/// a built object by name, end in a refusal. What is built: texts, numbers, booleans, nulls,
/// `Object[]` for tuples, `ArrayList`, `LinkedHashMap`, and the values of this package.
final class CheckpointUnpickler extends Unpickler {
  private final Path file;
  private final TensorRebuilding tensors;

  private CheckpointUnpickler(Path file, TensorRebuilding tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /// Builds what a pickle describes.
  ///
  /// @param storageBytes the size of each storage that the file has, by its key
  /// @throws CorruptFileException if the pickle is not that of a checkpoint of tensors
  static @Nullable Object load(Path file, byte[] pickle, Map<String, Long> storageBytes) {
    PickleScan.check(file, pickle);
    try {
      return new CheckpointUnpickler(file, new TensorRebuilding(file, storageBytes)).loads(pickle);
    } catch (CorruptFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // razorvine casts and indexes as it goes: what fails there is the pickle's fault.
      throw new CorruptFileException(file, "data.pkl: it does not add up: " + e.getMessage(), e);
    }
  }

  /// The options of a run: named values, and nothing that acts.
  record Namespace(Map<@Nullable Object, @Nullable Object> fields) {}

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL ->
          stack.add(global(PickleUtils.readline(input), PickleUtils.readline(input)));
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        stack.add(global((String) stack.pop(), name));
      }
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(call((Global) stack.pop(), arguments));
      }
      case Opcodes.BUILD -> build(stack.pop(), stack.peek());
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object key = stack.pop();
        put(map(stack.peek()), key, value);
      }
      case Opcodes.SETITEMS -> {
        List<@Nullable Object> items = stack.pop_all_since_marker();
        putAll(map(stack.peek()), items.toArray());
      }
      case Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.STOP,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.BINUNICODE,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.EMPTY_TUPLE,
          Opcodes.EMPTY_LIST,
          Opcodes.MARK,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPERSID -> {
        return super.dispatch(opcode);
      }
      default -> throw new PickleException("instruction " + opcode);
    }
    return NO_RETURN_VALUE;
  }

  @Override
  protected Object persistentLoad(Object id) {
    return tensors.storage((Object[]) id);
  }

  private static Global global(String module, String name) {
    return Global.named(module, name)
        .orElseThrow(() -> new PickleException(module + "." + name + " is not on the list"));
  }

  private Object call(Global callee, @Nullable Object[] arguments) {
    return switch (callee) {
      case Global.Callable.TENSOR -> tensors.tensor(arguments);
      case Global.Callable.PARAMETER -> tensors.parameter(arguments);
      case Global.Callable.SIZE -> size(arguments);
      case Global.Callable.ORDERED_DICT -> orderedDict(arguments);
      case Global.Callable.NAMESPACE -> namespace(arguments);
      case Global.StorageType _, Global.DTypeName _ ->
          throw new PickleException(callee + " is no function");
    };
  }

  private static Object size(@Nullable Object[] arguments) {
    if (arguments.length == 1 && arguments[0] instanceof Object[] sizes) {
      return sizes;
    }
    throw new PickleException("torch.Size of something else than a tuple");
  }

  private Object orderedDict(@Nullable Object[] arguments) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (arguments.length > 0) { // Python 2 gave it the items as a list of pairs
      for (Object item : (List<?>) arguments[0]) {
        putAll(map, (Object[]) item);
      }
    }
    return map;
  }

  private static Object namespace(@Nullable Object[] arguments) {
    if (arguments.length > 0) {
      throw new PickleException("argparse.Namespace with arguments");
    }
    return new Namespace(new LinkedHashMap<>());
  }

  /// Sets the attributes of an object: those of a namespace are its content, those of a dictionary
  /// are PyTorch's version numbers, which nothing here needs.
  private void build(@Nullable Object state, @Nullable Object target) {
    if (target instanceof Namespace namespace) {
      map(state).forEach((name, value) -> put(namespace.fields(), name, value));
    } else if (!(target instanceof Map) || !(state instanceof Map)) {
      throw new PickleException("attributes set on a value that has none");
    }
  }

  private void putAll(Map<@Nullable Object, @Nullable Object> map, @Nullable Object[] items) {
    if (items.length % 2 != 0) {
      throw new PickleException("a key without a value");
    }
    for (int i = 0; i < items.length; i += 2) {
      put(map, items[i], items[i + 1]);
    }
  }

  /// Only keys that hash without looking into other objects: a list that holds itself would hash
  /// for ever.
  private void put(
      Map<@Nullable Object, @Nullable Object> map, @Nullable Object key, @Nullable Object value) {
    if (!(key == null
        || key instanceof String
        || key instanceof Number
        || key instanceof Boolean)) {
      throw new CorruptFileException(
          file, "data.pkl: a key of a dictionary is neither a text nor a number");
    }
    if (map.containsKey(key)) {
      throw new CorruptFileException(file, "data.pkl: the key '" + key + "' is there twice");
    }
    map.put(key, value);
  }

  @SuppressWarnings("unchecked") // every map on the stack was made here
  private static Map<@Nullable Object, @Nullable Object> map(@Nullable Object value) {
    if (value instanceof Map) {
      return (Map<@Nullable Object, @Nullable Object>) value;
    }
    throw new PickleException("a value is used as a dictionary that is none");
  }
}
