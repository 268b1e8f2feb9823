/** Where nodes ask: the stream, renewals, reports, their departure. */
@NullMarked
package io.sluice.dispatch.nodeedge;

import org.jspecify.annotations.NullMarked;
