package dev.yoco4j.testkit;

import dev.yoco4j.torch.Device;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// One invocation of a class for each device.
public final class DeviceInvocations implements ClassTemplateInvocationContextProvider {
  /// JUnit's configuration parameter with the only device that tests are to run on.
  static final String ONLY = "dev.yoco4j.device";

  static final Namespace NAMESPACE = Namespace.create(DeviceInvocations.class);

  /// The device of tests that are under way, for those who make their arguments.
  ///
  /// @param context of the tests
  /// @return the device
  /// @throws IllegalStateException if their class lacks [EachDevice]
  public static Device device(ExtensionContext context) {
    Device device = context.getStore(NAMESPACE).get(Device.class, Device.class);
    if (device == null) {
      throw new IllegalStateException(
          context.getRequiredTestClass().getName() + " must have @EachDevice");
    }
    return device;
  }

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    String only = context.getConfigurationParameter(ONLY).orElse("");
    return Stream.of(Device.values())
        .filter(device -> only.isEmpty() || device.label().equals(only))
        .map(DeviceInvocation::new);
  }
}
