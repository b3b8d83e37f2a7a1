package dev.yoco4j.torch.cuda;

import dev.yoco4j.torch.cuda.CudaFacts.Driver;
import dev.yoco4j.torch.cuda.CudaFacts.Libraries;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/// Looks for CUDA, link by link, and no further than the first that is missing.
final class CudaLook {
  private CudaLook() {}

  static CudaFacts facts() {
    String platform = Loader.getPlatform();
    Optional<Driver> driver =
        platform.equals(CudaDecision.PLATFORM) ? DriverQuery.driver() : Optional.empty();
    Optional<Gpu> gpu =
        driver.filter(found -> found.failure().isEmpty()).flatMap(_ -> DriverQuery.gpu());
    boolean present = CudaLibraries.present();
    return new CudaFacts(
        platform,
        driver,
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")),
        gpu,
        present,
        present && gpu.isPresent() ? CudaLibraries.load() : new Libraries.NotTried());
  }
}
