/** How rows are read and parameters are made, for the stores of all services. */
@NullMarked
package io.sluice.service.sql;

import org.jspecify.annotations.NullMarked;
