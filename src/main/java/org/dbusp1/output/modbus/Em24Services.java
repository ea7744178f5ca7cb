package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.FunctionCode;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers requests for the registers of the one unit. The same registers are holding and input registers, as in an
 * EM24. Nothing can be set: all other functions are refused, by the library's own defaults.
 */
final class Em24Services implements ModbusServices {
    private static final int MOST_REGISTERS = 125;

    private final Supplier<Optional<Em24.Registers>> registers;

    /** @param registers at the moment; empty while nothing may be answered */
    Em24Services(Supplier<Optional<Em24.Registers>> registers) {
        this.registers = registers;
    }

    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(ModbusRequestContext context, int unit,
                                                             ReadHoldingRegistersRequest request)
                                                             throws ModbusResponseException {
        return new ReadHoldingRegistersResponse(
                read(FunctionCode.READ_HOLDING_REGISTERS, unit, request.address(), request.quantity()));
    }

    @Override
    public ReadInputRegistersResponse readInputRegisters(ModbusRequestContext context, int unit,
                                                         ReadInputRegistersRequest request)
                                                         throws ModbusResponseException {
        return new ReadInputRegistersResponse(
                read(FunctionCode.READ_INPUT_REGISTERS, unit, request.address(), request.quantity()));
    }

    private byte[] read(FunctionCode function, int unit, int address, int count) throws ModbusResponseException {
        if (unit != Em24.UNIT) {
            throw new ModbusResponseException(function, ExceptionCode.GATEWAY_TARGET_DEVICE_FAILED_TO_RESPONSE);
        }
        if (count < 1 || count > MOST_REGISTERS) {
            throw new ModbusResponseException(function, ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        return registers.get()
                .orElseThrow(() -> new ModbusResponseException(function, ExceptionCode.SLAVE_DEVICE_FAILURE))
                .read(address, count)
                .orElseThrow(() -> new ModbusResponseException(function, ExceptionCode.ILLEGAL_DATA_ADDRESS));
    }
}
