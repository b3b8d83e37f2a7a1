/// Exact arithmetic: parameters, operations and bytes of a configuration.
@NullMarked
package dev.yoco4j.model.accounting;

import org.jspecify.annotations.NullMarked;
