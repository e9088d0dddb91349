/** What a sandbox is set up with: its version, workflows, keys and rate limits. */
@NullMarked
package dev.segmentnovu.sandbox.environment;

import org.jspecify.annotations.NullMarked;
