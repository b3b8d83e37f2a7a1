/// The upper half of YOCO: attention onto one shared set of keys and values (section 3).
@NullMarked
package dev.yoco4j.model.crossdecoder;

import org.jspecify.annotations.NullMarked;
