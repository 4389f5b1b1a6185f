import { inflateSync } from 'node:zlib';
import { fromBase64 } from '../../core/base64.ts';
import { joinBytes } from '../../core/bytes.ts';

/** What {@link spokenWav} says. */
export const spokenWords = 'It is forty-two.';

/**
 * A second of English as a WAV file of 8 kHz and eight bits, made by a speech synthesizer. Its comment has the words, which is
 * where the simulator hears them; models listen to the samples.
 */
export function spokenWav(): Uint8Array {
  const samples = inflateSync(fromBase64(packed.replace(/\s/g, '')) ?? new Uint8Array());
  const comment = chunk('LIST', joinBytes([ascii('INFO'), chunk('ICMT', ascii(`${spokenWords}\0`))]));
  const format = new DataView(new ArrayBuffer(16));
  format.setUint16(0, 1, true); // plain samples
  format.setUint16(2, 1, true); // one channel
  format.setUint32(4, 8_000, true); // samples a second
  format.setUint32(8, 8_000, true); // bytes a second
  format.setUint16(12, 1, true); // bytes a sample
  format.setUint16(14, 8, true); // bits a sample
  const parts = [
    ascii('WAVE'),
    chunk('fmt ', new Uint8Array(format.buffer)),
    chunk('data', samples),
    comment,
  ];
  return chunk('RIFF', joinBytes(parts));
}

// Chunks begin at even places. Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft, 1991), RIFF.
function chunk(name: string, data: Uint8Array): Uint8Array {
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, data.length, true);
  return joinBytes([ascii(name), new Uint8Array(size.buffer), data, new Uint8Array(data.length % 2)]);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// Samples, deflated.
const packed = `
eNrtWUmQHMd1Pfrkg48O3xy+2MFw2JIiGKJIigSgAEBiCAIEMAtmBpi1Z6b3rq59ycza167eZ98xK0AsQywjEjQ3i2GFTNu6eDs4fPXF
N4ev/lnVg4WSLVnh8Ek5PVt21a+fP/O//95vrKkKDFnRENZN27Ed1yIESRLLiRyn2cRvNudb7VaLaFYpm81l5vJFJGl+5Pux5xiaJnGs
yPOyiolh2TAsUydIVSRJEiVZQ8R0AheuNg1dFEqlarEoeai2sry7sbm2acje9I0bo4MjE1NY1BqdRtwNPV1S2FKJrVYlDRzyAt/zHFNH
qsRzMMlJMjb9etTstjzP5tjp6ezEGBPJ8/fufPbk+KNjU4gvnz937ofnPrhqCnhze3VpqxGRCp+bnC4UShICg/VGHIWepSNFYKsV8IkX
kRk16wsrC35sV6s3JyeHrzMht3H08Ounnz15qqrB+fOnf/TGO5eHXM7e2lxeXAsDpcznM3OVCqsSx/XC0HcdyyBYk0WBBy8FAeajsLnQ
CaJAEOYy4GUxEFt3D58+Or7/2Odqgxf7LpzvGxzUZXVxab65EHqEEZl8ocpyCjJt2/M9x7FNMKlIIkRYlBVk2IEf1mu25Yh8pcAUi1yo
B1ur+9vb61shFxZujt8YHZ68KUqcG0ZezXdsFSmSIMqyqiKEf8kgJwNjlAxMdKIbOh3ppJaM9L3fYCTGwZhBB9gEk5qm0vEbmH3mbWLP
pAOMggEwR0+xQs2inlU4e/DOi9Y1TGcgorAyhMAM0nRMF0znwSkIk25YbhCHNlwkMBVWUlRs2BaNR2IzcfbbZnueJSGD1amyJAgCbJiC
iRU0662VpeWl+U4rUnW1kJ3JjE2MT5byZQUOdxTFsR/4FkYqHBu4S5TpAlKDsEbLdjzf9yGrMJyAQj43x1SqWqPeONi7e3d/b2dFsOWh
oatXLly9fIPLy7VOc36t0w0NU64UK4UCwyvYdMMw8F0Ty3yVKcOKNN2NOu3m4nxkOEJ+bmhyfOQGCbX7jz772Vdffv7jiqP94K3XXvuz
c2fH/ErzYG91cysM+TIzPZ4p5auq4fm1eqMW+rYB6cOxFTDJS9iq1eoLiw2/jvjy+NzEzXHD0O4cHH96/Pjxfilkzl08e/50/+WiwzbX
VjsLHddhq1xurshWJWS4DuS469iwkSpkD8eyggjTXhA22zUn0DlutpCfndMCdW1n/8Hhnd09iZgDw/0Dl4eHpwhDGs243vYDImscpGOV
lVSim44D+ZggkQrYloKbZTmOAzhEZFGGYEuQZU6r2Wg3G7Gr6TJTLpXK1bIAWw4GzGQ76WFKE4PuOCJ0ZyBFkt8k2SX6nZwLum2EGBRC
bQeeTYgmy4CBFAYVhNLDi0l6L/6Fs5nMk9QqOnkmZCI1CMO1TQMnUCBIkgAWNQ09y4dnRlDi4rP/k78RTr2jRlN7tgsvgBY4+5oM1kQY
1KJKLerJ0cPpslJPSc9Yzy5drpb6DvZM06KxdlyXYhVBqUEB3FRUBXK8l7Xp/Yh8K29ILwhJeOE/PTFIq4gFLwP8QDQtYUiKnGAGehb6
ni/PLaULfsFempYkxR6KPnoP0VT40ihSaM/QJ10eem4LvxDXNA4nz00R6Hng0fMNe3lLn933oqvkxXW/HFnc8+Ak8v8dDCKMCf7/Ggmu
6b2SAMHUSe9bT/BcN2ggjDTSpHdlcrGRxJ4epvR3r6joL4A4vHDyM7GY5Ef6V6/+6PpJ0ug9gH3hynQmLVZpGtDJnj2SbnYyiU9cI+nj
9Wf7p/e2MjFr6KmfqWmU/NNbTe8RerKWNK1SX+m7hqnTVzoPZQX3VkYTKFkeGDaNxErqjt6bT+6mz6alyTAwXGnSqnZyslLPjeSpSawJ
rUJG8giANjONc+qtnnqbuAfPTSNhGvDsxDd4E5F0MolQEnh4w0qXDckgaIROAH0DgDAMklqil5/sWHJbugaa6CRZCaGPoN4R/WS39TQ+
Ri+yaeBJulLwBhaZXGWkVTyNVA/5EEkPTwq+cIkb1zzEM1XJANDSFES8ODClUq6iud3Vdqeu6dJsbnKsrHrdboT5UknGhqVC7SVhPXaV
cr4k2fVWbAqlIoNc3zeAPdqtbo2UJsbKRvPg9spGLFulGxOXr+bV5q2NplaamhWx4ylQSEjc6QRKPjPLWq2lbiDnZ/OCC8xRrqpma3sl
ZEcvDQnx7a+OdvcIMq4PvP/axby1+/AgZsf7M6Jec4VKsep0lhd9bvrmFOstbSyHfGZilg+asS8WFWf5wW69cuntPrb78T9/dfQRMOxL
F97+wzcmraOfPOlWBs+NcHoz5IrZkru8vVGr3ugfKQebh7fq3M2hMaa20K7xc7K39dmDTv70n77JrPzsP/7+y6+IZr71g1d+55Ub3pf/
+JeLub7XrrHmfFSemSrWbn24G+WvXOivtO6Ak4WBK6N8e3E+LOVx7f5Xd8LRV//4PN7/1//85q8fs17+u6//we+eKqx88/NHzsTZ09Oy
18HZmRlp8eDOGh6/eHEMrz+4v4bGrwzMOAsLHZTlraWnj1eEC3/+aqb56b//yxc/jUXvne+/+nt/MqI//LsvV6v9p69WcSOqzs0WvY2D
nbgydGmwHO/d243Lw4NjfGO+EzIFFOx/sh9NnfruBXX9b//t6y8eijb3wzOv/P6ZXOuLn34Uzr5/bkp02lY5lxUaG9tLZm74+rTc2Li1
7DBTYzNS0Gi7vESCg7vL3o23To3YD/7hn57cWyj7ytVL3/ujN2fbR0/v6XMT14sYy9VCSYm67ViH08VTZu2HgSmWsznZrXcbFjHrrU48
c/XaMD765m8eb8cl15nqf+M7b0y097c3LKBWGFTK9JzkRLFvagn3REn+GlgRqlXF787D8ZR12+GLkyPK3ic/+Xi7wRje3NDbb74zFm51
fUM1DRtlp2YYzbBMjE3L0CRJM2xbB8pCa4mGw/mFlqFyZQ3LxVm0eufTp1sNlgSF0dM/6p/GrZpJzFaN8NlCiVM1RUamYxJa2GiiYkUE
qQTI49bqnZCwWQGpfFlpbh79xW5HEUN2su/MwJQYRJau15umVChUWAWMaLptUd6k0WoMIklSCGVDblRve4jJy5rKMai9eXS80RDVgJns
e2dkVoHg6UYj1sV8keHBFYW6glUlYSkAQcALVJ2ioBfVG7ZWKmuawrJmd+uje0sBZ9rF8QuXxwskdA3dbgWILTDA4yAMxHYM8OWEbegg
TFWIkGl5fj22pGxZRRovB4t7x/sdzIYo239uKMNZDlDvZtsQy4wgAKcEgmobJyU65WxAzpDlUYnl11wMBwqZmup3t5/c6RIm1LPXzg3P
soTI2Ou2EV8VVYEHYQZLQLQyIBpiHfgDQKCqGS5l2ASwk8sxKghor7lwuNshrE/yo0PZIihpyQw80B06USQ55R6J4HqR/T0rW4givIZ0
8M0Fyw4UB1XkgPdBDHt66fmPX099pdok0V4v6LlfT3qRlyScYSTlSv2WhkMIo/+NbrPgF9QQpCT0XFESM0C38UuSkHxLstFSiE0aICCF
kkYM24tqkaNjVayUq2Ii1oDXJjIMUb33zAH0iw7RaMAzDcOtNdowWhGcinJuNjMxPj6eKxR4ZFhBLa5HYeBAUoEwqXJU1JmOH0a1WuBY
usJWKrlsLgcSSG92W3sHh3d3dzbXkWZNjA4NXLp89Uo+m9PDWry0MN8NQ1fjOSafzxfLoMwQscBOXG80gjC0FFnK5qYmQOewTb/58O6n
Hz/56NFGsVY81/ejM69fPJ/RCtH6+uLmeqMOgj43k2dKcGI9KGkWUXgGhojCemN5YzFoGpXi4M2RgWtCyN89/vznX//V51/wuvXGqe+/
/p0z5wc8JtjbWV/bjEKpyM5OzlQqAnEiuiATKxzDVEGT2WHYXuwENY/jZzKz4+OVQJy/e/vpo+N7Dx0hGrjU13f+vcFBImoLSwutpSgg
VbGSyzEsD+LSA0Frgw6AdOEFVXdBxrVqtqdzbLZQzBWQjxfXN/c2tpdXNGxMzY5NTUxn80jBXhh6AWgIiEQiHhKxYiTk6Lfj/4LHYx1A
GZ/w3pTHaQTSSbOBcRmqSpsclGr2GLOOEaVplKNBXiU3ouca9oQSJgwRkxdeyQyhLJcqIyNhfj26Td/r8Uq9p6OM1GJ6BbXfu4QmO6Wh
4AFcjBINgAhITMojNaJRra1iXQM4gst0ChTJfSlvTbkqxkZyK2CpAZyb1g+waPaYeiJb9IRT65pCb4c6RXQLbKZYRqE4gU24KaHVhPaa
0vBgNVkgTjV/wrKTDpLE8SoAlR03m53mwkLDlU21NDedz+YLBY7SficE5U2xjwrupDHRg/8U9HTTAg5hWwBwqsSzZRFjRW8sdxeXF3dW
2ooSVDLXxzIT2cmMAEXVgKz1AE8NVQAUlSRF61lLjYFnYM10bPogqQrWCJZwa73TXV3YXe+oXCzMXB/NjBemxqqWhUgYRREcBRvzIsht
kNxJoCACWtIFIZZjWzYkOBag6ubzlTIiohAd7DS3tw+ONuszXpwZvDA8MJm9PKz4lmbX48UaFGJX4lhOgqxWEjkA25UIb02Dt2zLgQpn
igpB5SmAHixz5s69xvzB9sPdpWJlrXrzvStDI+z19wqOp5u+u7RkI+zBVWVWkmmTlWIEvCCWtAUIkOg7dtSKLUNUDGmmvyKywDPch5/H
3eMHX97fnMx9WL329tl3rsiXXs/YkeP55vatECMHaYBPtOUtoUQEWQYGFkOrEzZdoAm1Zs0wFFWX5oarclXmePfDJ1H76PDHh6tzhV1u
5N2LlwfkobOzZmj7gbm6ERFkaxpfgOLP85KmWxYte1DwkmaGSuAqzwclYppAuLiJAZYvi1UufPRxuPbJgy/urk8y+4X+U++e/0D44NSM
FTlRzdrcjgmGvWSzWYZnWVHVLdgPO/E06ZEAc/N81280Q9NUNMJmbvB8GU6kf/soXHx08ORgLV/aqgz3Xb50RRh9d8YInDA2F9frhmap
ilAsVHiOE1UgorT7AomlyaIErEMllhcGQaPTcC0iGVL2+qyUYwUGb3yyER0/fHy8HwwvRNcvnrl0arpw9ooAZKjjx7eWAs3UJaDU+SpU
TtrMt2ygNLRJDhgP5xVQxfF9L2rWfctUsFaenJbKZYlVWvd2vP2jw6Nb3Slzfvp6X/+FEa7/SsnynUZoLy/VILdlhS8DCecFKMgGddii
CZiGgZZoz/drraZvWEAoylNjPJ/jOLl25360+vHdJ4frpfI6xOFi33vs2IVJ1fPiptFe73jYACrC5Iu00MsQXtqEAhGN1OQTEvCXNmSD
OPbgyGkam5tmtBLDy/bS7W5w+/bhwYqXiYPM6AeD78+yQ8MMhr1wrPlubAH/RXK1XOWS1p2edq6Tz0moywoIAAsM1+ohsEhdlYqzGUnK
VXgSbd+pN47uPthfITNdc2ro4gcXcpVrw2XNrbVta6HbcA1VQkBDGBYsywBKvZ748y57MgXGA88ENaBKlWKeR+UyD8R2u+NuHe7uLNTy
Rr2UGRq6OiHOjOZ54jciHDbroU2AcCpwKHiox6keSDsh6ccCSbOdJqDlBpDEOrFNmS0VC6KaLwlmbfFW09//8HBn3s+6tcJ0f/+lSXFq
NF/FATCtqFGv0U96kCLylFUlpk7aQ7j3YQSFnYQzAg+GAwlwpvFVhuFQtcSTIF7qOvN721udmBfqUmFi5Poox0zlGcmK6qYVBqFvazLI
DOD/opLwVPxSt/Tk846k0U4fQPshRKgyLCNJ+Yrs1dortXDncHe95RbtoJwdHrw6KeSmSoziNmLTD4IogLyhZ0MEvEx7ieRbXcPeJwa0
GkGqmkkzRuVZXuAVriRg2uN2462t9W6NML7B5MdujOTFQqHKak4cmJ7j+p4JCkNJuqCq9isYO32KRam1kT5FBPApssiP4k4Qbu5sLcU2
Y3lscXx0aFoo56uMaEax7bkAG5TiJngH51xDL7Ujf1lLkBYdWvSgjoHCkgWJrcpGAGzcaaytLtV9TfAwV5qemCiLlSrPqRbshksb8ACB
sJrkbP6q1WByojloDkKQIekFnhEJgEbNC1c3VjuBxRuOwMxM3MxwLCNwAvEiQGvDojiDaE1Im8bot/zvfxz/BU4ZCKA=
`;
