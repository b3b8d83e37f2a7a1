/// What a server is like under load, seen by its clients: through HTTP, by its address alone.
///
/// [ServeBenchmark] runs a [ServePlan] and gives [ServeResults]; [Soak] runs a [SoakPlan] and gives
/// [SoakResults]. Who starts the servers implements [ServerStarter].
@NullMarked
package dev.yoco4j.benchmark.serve;

import org.jspecify.annotations.NullMarked;
