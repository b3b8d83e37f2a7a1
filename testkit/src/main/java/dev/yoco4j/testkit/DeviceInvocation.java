package dev.yoco4j.testkit;

import dev.yoco4j.torch.Device;
import java.util.List;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The tests of a class on one device.
///
/// @param device where they compute
record DeviceInvocation(Device device)
    implements ClassTemplateInvocationContext, ParameterResolver {
  @Override
  public String getDisplayName(int index) {
    return device.label();
  }

  @Override
  public void prepareInvocation(ExtensionContext context) {
    context.getStore(DeviceInvocations.NAMESPACE).put(Device.class, device);
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return switch (device) {
      case CPU -> List.of(this);
      case CUDA -> List.of(this, new CudaCondition());
    };
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Device.class);
  }

  @Override
  public Device resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return device;
  }
}
