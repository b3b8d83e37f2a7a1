/// Steps of generation: one token of several sequences, in the fastest way that a device has.
@NullMarked
package dev.yoco4j.inference.decode;

import org.jspecify.annotations.NullMarked;
