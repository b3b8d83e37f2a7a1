package dev.yoco4j.inference.laws;

import dev.yoco4j.testkit.DeviceInvocations;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The models of [ForEachModel]: tiny ones in float32 on every device, and on a GPU those that its
/// kernels take as well, in bfloat16.
final class Subjects implements ArgumentsProvider, AnnotationConsumer<ForEachModel> {
  private String models = "";
  private List<Precision> precisions = List.of();

  @Override
  public void accept(ForEachModel wanted) {
    models = wanted.value();
    precisions = List.of(wanted.precisions());
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return all(DeviceInvocations.device(context))
        .filter(
            subject -> subject.name().matches(models) && precisions.contains(subject.precision()))
        .map(Arguments::of);
  }

  private static Stream<Subject> all(Device device) {
    Stream<Subject> tiny = Stream.of(TinyModel.values()).map(model -> model.on(device));
    return switch (device) {
      case CPU -> tiny;
      case CUDA -> Stream.concat(tiny, Stream.of(WideModel.values()).map(WideModel::subject));
    };
  }
}
