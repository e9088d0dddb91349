/** Builders of test data, shared by the tests of all modules. */
@NullMarked
package dev.segmentnovu.testing;

import org.jspecify.annotations.NullMarked;
