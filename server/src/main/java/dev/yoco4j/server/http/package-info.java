/// What all routes share: who may ask, how bodies are read, how answers and errors are written.
@NullMarked
package dev.yoco4j.server.http;

import org.jspecify.annotations.NullMarked;
