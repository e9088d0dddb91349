/** The Helm chart, rendered by Helm's own library: no cluster and no network. */
@NullMarked
package dev.segmentnovu.e2e.chart;

import org.jspecify.annotations.NullMarked;
