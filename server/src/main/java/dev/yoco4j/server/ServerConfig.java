package dev.yoco4j.server;

import java.nio.file.Path;
import java.util.Optional;

/// Where a server listens, who may ask, and how much.
///
/// @param host name or address to listen on
/// @param port to listen on; 0 takes any that is free
/// @param access who may ask
/// @param limits how much, and for how long
/// @param contexts folder of saved contexts; empty saves none
public record ServerConfig(
    String host, int port, AccessConfig access, LimitsConfig limits, Optional<Path> contexts) {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if the port is none
  public ServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
    }
  }

  /// A server for this machine alone.
  ///
  /// @param port to listen on; 0 takes any that is free
  /// @return the configuration
  public static ServerConfig local(int port) {
    return new ServerConfig(
        "127.0.0.1", port, AccessConfig.open(), LimitsConfig.usual(), Optional.empty());
  }

  /// The same with other rights.
  ///
  /// @param other who may ask
  /// @return a copy
  public ServerConfig with(AccessConfig other) {
    return new ServerConfig(host, port, other, limits, contexts);
  }

  /// The same with other limits.
  ///
  /// @param other how much, and for how long
  /// @return a copy
  public ServerConfig with(LimitsConfig other) {
    return new ServerConfig(host, port, access, other, contexts);
  }

  /// The same with a folder for contexts.
  ///
  /// @param folder made when the first is saved
  /// @return a copy
  public ServerConfig withContexts(Path folder) {
    return new ServerConfig(host, port, access, limits, Optional.of(folder));
  }
}
