@NullMarked
package dev.yoco4j.training.data;

import org.jspecify.annotations.NullMarked;
