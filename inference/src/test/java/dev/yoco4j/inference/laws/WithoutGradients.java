package dev.yoco4j.inference.laws;

import dev.yoco4j.torch.NoGrad;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Runs a test under [NoGrad], without which kernels leave the work to libtorch.
final class WithoutGradients implements InvocationInterceptor {
  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    try (NoGrad _ = NoGrad.open()) {
      invocation.proceed();
    }
  }
}
